// What the telemedicine partner's pages say.

const INDONESIAN = {
  clinic: "Dokter online (contoh)",
  demo: "Mitra telemedisin di demo: Anda bisa menjadi pasien dan dokter.",
  joinTitle: "Konsultasi Anda siap",
  joinHint: "Tautan ini bisa dipakai satu kali dan berlaku 30 menit.",
  join: "Masuk ke konsultasi",
  unknown: "Tautan ini tidak dikenal. Minta tautan baru di chat Gen iClick.",
  used: "Tautan ini sudah dipakai. Minta tautan baru di chat Gen iClick.",
  over: "Konsultasi ini sudah berakhir. Mulai yang baru di chat Gen iClick.",
  gone: "Halaman ini tidak tersambung. Mencoba lagi…",
  waiting: "Menunggu",
  active: "Berlangsung",
  ended: "Selesai",
  cancelled: "Dibatalkan",
  patient_joined: "Pasien masuk",
  doctor_joined: "Dokter masuk",
  prescribed: "Resep diterbitkan",
  on_the_way: "Obat dalam perjalanan",
  delivered: "Obat sudah diterima",
  failed: "Obat gagal diantar",
  ended_note: "Konsultasi selesai",
  asPatient: "Pasien",
  asDoctor: "Dokter (demo)",
  role: "Anda berperan sebagai",
  messages: "Percakapan",
  sayPatient: "Tulis kepada dokter",
  sayDoctor: "Jawab sebagai dokter",
  send: "Kirim",
  actions: "Tindakan dokter",
  doJoin: "Masuk",
  doPrescribe: "Tulis resep",
  doSend: "Kirim obat",
  doDeliver: "Obat diterima",
  doFail: "Gagal diantar",
  doEnd: "Akhiri",
  prescribeTitle: "Resep",
  otherMedicine: "Obat lain (contoh: Vitamin C 500 mg)",
  issue: "Terbitkan resep",
  cancel: "Batal",
  nothing: "Pilih setidaknya satu obat.",
  noMessages: "Belum ada pesan.",
  born: "lahir {date}",
  prescription: "Resep",
  delivery: "{courier} · {number}",
  desk: "Konsultasi",
  noConsultations: "Belum ada konsultasi. Mulai dari chat: “mau konsultasi dokter”.",
  doctors: "Dokter",
  doctorsHint: "Atur siapa yang sedang online.",
  online: "Online",
  toDesk: "Semua konsultasi",
};

const ENGLISH = {
  clinic: "Doctors online (sample)",
  demo: "The demo's telemedicine partner: you can be patient and doctor.",
  joinTitle: "Your consultation is ready",
  joinHint: "This link works once, for 30 minutes.",
  join: "Join the consultation",
  unknown: "This link is not known. Please ask for a new one in the Gen iClick chat.",
  used: "This link has been used. Please ask for a new one in the Gen iClick chat.",
  over: "This consultation is over. Please start a new one in the Gen iClick chat.",
  gone: "This page is not connected. Trying again…",
  waiting: "Waiting",
  active: "In progress",
  ended: "Ended",
  cancelled: "Cancelled",
  patient_joined: "The patient has joined",
  doctor_joined: "The doctor has joined",
  prescribed: "Prescription issued",
  on_the_way: "Medicine on its way",
  delivered: "Medicine delivered",
  failed: "Medicine not delivered",
  ended_note: "Consultation ended",
  asPatient: "Patient",
  asDoctor: "Doctor (demo)",
  role: "You play the",
  messages: "Conversation",
  sayPatient: "Write to the doctor",
  sayDoctor: "Answer as the doctor",
  send: "Send",
  actions: "What the doctor does",
  doJoin: "Join",
  doPrescribe: "Prescribe",
  doSend: "Send medicine",
  doDeliver: "Delivered",
  doFail: "Not delivered",
  doEnd: "End",
  prescribeTitle: "Prescription",
  otherMedicine: "Another medicine (such as: Vitamin C 500 mg)",
  issue: "Issue prescription",
  cancel: "Cancel",
  nothing: "Choose at least one medicine.",
  noMessages: "No messages yet.",
  born: "born {date}",
  prescription: "Prescription",
  delivery: "{courier} · {number}",
  desk: "Consultations",
  noConsultations: "No consultation yet. Start one in the chat: “I want to see a doctor online”.",
  doctors: "Doctors",
  doctorsHint: "Say who is online.",
  online: "Online",
  toDesk: "All consultations",
};

/** Samples that one can prescribe in the demo. */
export const MEDICINES = [
  ["Parasetamol 500 mg", "10 tablet", "3 × sehari 1 tablet sesudah makan"],
  ["Cetirizine 10 mg", "5 tablet", "1 × sehari 1 tablet malam hari"],
  ["Ambroxol sirup 60 ml", "1 botol", "3 × sehari 5 ml"],
  ["Oralit", "6 sachet", "1 sachet setiap habis buang air"],
];
export const OF_OTHERS = ["1 kemasan", "Sesuai petunjuk dokter"];

let language = "id";

export function speak(wanted) {
  language = wanted === "en" ? "en" : "id";
  document.documentElement.lang = language;
}

export const locale = () => (language === "en" ? "en-GB" : "id-ID");

/** The words for `key`, with {blanks} filled from `values`. */
export function words(key, values = {}) {
  const text = (language === "en" ? ENGLISH : INDONESIAN)[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}
