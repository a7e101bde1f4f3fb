/** What the page says, in English and Chinese: words.json has both, and for each code what happened and what to do. */
const { words: WORDS, codes: CODES } = await (await fetch("/web/words.json")).json();

export let language = localStorage.getItem("seckill language")
  ?? (navigator.languages.find(each => /^(en|zh)/.test(each)) ?? "en").slice(0, 2);

/** Speaks the other language from now on. */
export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("seckill language", language);
}

const chinese = () => language === "zh" ? 1 : 0;

/** The words for `name`. */
export const words = (name, ...put) =>
  put.reduce((text, value, at) => text.replace(`{${at}}`, value), WORDS[name][chinese()]);

/** What `code` means: a headline and a sentence; of a code that is new here, what the gateway said. */
export function meaning(code, detail = "") {
  return CODES[code]?.slice(2 * chinese(), 2 * chinese() + 2) ?? [code, detail];
}

/** A number of seconds as a clock shows it. */
export function clock(seconds) {
  const parts = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const first = Math.min(2, parts.findIndex(part => part > 0) + 4 * (seconds <= 0));
  return parts.slice(first).map(part => String(part).padStart(2, "0")).join(":");
}

/** A duration in words, such as "2 min". */
export function duration(seconds) {
  const [value, unit] = seconds < 120 ? [Math.max(1, Math.ceil(seconds)), "second"] : [Math.round(seconds / 60), "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
}
