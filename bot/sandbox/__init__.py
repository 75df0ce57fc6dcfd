"""The demo: stand-ins for Twilio, Telegram and the mail server, and the phone on a page."""
