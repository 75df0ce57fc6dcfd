// The sample photos and files at hand; all drawn by us, with made-up people.

export const SAMPLES = [
  { key: "receipt", file: "kuitansi.jpg", type: "image/jpeg", preview: "kuitansi.jpg" },
  { key: "blurred", file: "kuitansi-buram.jpg", type: "image/jpeg", preview: "kuitansi-buram.jpg" },
  { key: "dark", file: "kuitansi-gelap.jpg", type: "image/jpeg", preview: "kuitansi-gelap.jpg" },
  { key: "bill", file: "rincian-biaya.jpg", type: "image/jpeg", preview: "rincian-biaya.jpg" },
  { key: "prescription", file: "resep.jpg", type: "image/jpeg", preview: "resep.jpg" },
  { key: "summary", file: "resume-medis.pdf", type: "application/pdf", preview: null },
];
