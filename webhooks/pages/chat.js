// WhatsApp's limits, as in bot/channels/content.py: beyond them choices are numbered text.
const MAX_BODY = 1024;
const MAX_BUTTONS = 3;
const MAX_BUTTON_LABEL = 20;
const MAX_ROWS = 10;
const MAX_ROW_LABEL = 24;
