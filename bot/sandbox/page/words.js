// What the page itself says, in both languages.

const WORDS = {
  id: {
    skip: "Langsung ke kotak pesan",
    tagline: "Demo · data contoh",
    language: "Bahasa halaman",
    phone: "Ponsel peserta",
    channels: "Saluran",
    whichPhone: "Pilih ponsel",
    newPhone: "Ponsel baru",
    messages: "Percakapan",
    typing: "sedang mengetik…",
    latest: "Pesan terbaru ↓",
    starters: "Saran pesan",
    commands: "Daftar perintah",
    yourMessage: "Ketik pesan",
    send: "Kirim",
    mailbox: "Kotak surat",
    mailHint: "Semua surat yang dikirim asisten tiba di sini, termasuk kode sekali pakai.",
    noMails: "Belum ada surat. Kode verifikasi akan muncul di sini.",
    backToMails: "← Semua surat",
    mailContent: "Isi surat",
    mailTo: "Kepada {to} · {time}",
    openMail: "Buka surat: {subject}",
    useCode: "Pakai kode {code}",
    copyCode: "Salin kode",
    people: "Data contoh",
    peopleHint: "Mainkan salah satu peserta ini. Ketuk sebuah nilai untuk mengisikannya ke kotak pesan.",
    noPeople: "Tidak ada data contoh.",
    views: "Bagian halaman",
    viewChat: "Chat",
    viewMail: "Surat",
    viewPeople: "Data contoh",
    online: "online",
    bot: "bot",
    assistantLive: "Tersambung",
    assistantGone: "Terputus, menyambung lagi…",
    you: "Anda",
    assistant: "Asisten",
    status_failed: "Tidak sampai: asisten sedang tidak bisa dihubungi",
    status_sent: "Terkirim",
    status_queued: "Menunggu",
    status_delivered: "Sampai",
    status_read: "Dibaca",
    status_undelivered: "Tidak sampai",
    resend: "Kirim lagi",
    edited: "diubah",
    start: "MULAI",
    hello: "Halo",
    notSent: "Pesan belum terkirim. Coba lagi sebentar lagi.",
    copied: "Disalin: {value}",
    inserted: "Dimasukkan ke kotak pesan",
    newMail: "Surat baru: {subject}",
    today: "Hari ini",
    empty_whatsapp: "Kirim pesan untuk memulai percakapan, seperti di ponsel sungguhan.",
    empty_telegram: "Ketuk MULAI untuk membuka bot, seperti di ponsel sungguhan.",
    policy_number: "Nomor polis",
    participant_number: "Nomor peserta",
    date_of_birth: "Tanggal lahir",
    email: "Email",
    insert: "Masukkan {name}: {value}",
    principal: "peserta utama",
    dependent: "tanggungan",
    family: "punya keluarga",
    lapsed: "polis tidak aktif",
    card_inactive: "kartu tidak aktif",
  },
  en: {
    skip: "Skip to the message box",
    tagline: "Demo · sample data",
    language: "Language of this page",
    phone: "The member's phone",
    channels: "Channels",
    whichPhone: "Choose a phone",
    newPhone: "New phone",
    messages: "Conversation",
    typing: "typing…",
    latest: "Latest message ↓",
    starters: "Suggested messages",
    commands: "Commands",
    yourMessage: "Type a message",
    send: "Send",
    mailbox: "Mailbox",
    mailHint: "Every mail from the assistant arrives here, one-time codes included.",
    noMails: "No mail yet. Verification codes will appear here.",
    backToMails: "← All mail",
    mailContent: "Content of the mail",
    mailTo: "To {to} · {time}",
    openMail: "Open mail: {subject}",
    useCode: "Use code {code}",
    copyCode: "Copy code",
    people: "Sample data",
    peopleHint: "Play one of these members. Tap a value to put it into the message box.",
    noPeople: "There are no sample data.",
    views: "Parts of the page",
    viewChat: "Chat",
    viewMail: "Mail",
    viewPeople: "Sample data",
    online: "online",
    bot: "bot",
    assistantLive: "Connected",
    assistantGone: "Disconnected, trying again…",
    you: "You",
    assistant: "Assistant",
    status_failed: "Not delivered: the assistant cannot be reached",
    status_sent: "Sent",
    status_queued: "Waiting",
    status_delivered: "Delivered",
    status_read: "Read",
    status_undelivered: "Not delivered",
    resend: "Send again",
    edited: "edited",
    start: "START",
    hello: "Hello",
    notSent: "The message was not sent. Try again in a moment.",
    copied: "Copied: {value}",
    inserted: "Put into the message box",
    newMail: "New mail: {subject}",
    today: "Today",
    empty_whatsapp: "Send a message to begin, as on a real phone.",
    empty_telegram: "Tap START to open the bot, as on a real phone.",
    policy_number: "Policy number",
    participant_number: "Participant number",
    date_of_birth: "Date of birth",
    email: "E-mail",
    insert: "Insert {name}: {value}",
    principal: "principal",
    dependent: "dependent",
    family: "has a family",
    lapsed: "lapsed policy",
    card_inactive: "inactive card",
  },
};

let language = "id";

export function currentLanguage() {
  return language;
}

/** The words for `key` in the page's language, with {blanks} filled from `values`. */
export function words(key, values = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}

/** Puts the whole page into `wanted`. */
export function speak(wanted) {
  language = wanted === "en" ? "en" : "id";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = words(element.dataset.t);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", words(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = words(element.dataset.label);
    if (element.tagName === "IFRAME") element.title = words(element.dataset.label);
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = words(element.dataset.placeholder);
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}
