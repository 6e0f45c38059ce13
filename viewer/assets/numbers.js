// Numbers as people type them: with a decimal comma or a point, whatever the language of the browser.

// The number of a text; NaN where it is none.
export function numberOf(typed) {
  const plain = String(typed).trim().replace(/[\s\u00a0\u202f]/g, '').replace('−', '-').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

// A number as a field shows it, to be typed over: without spaces between its digits.
export function typedNumber(value, language) {
  return new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 6 }).format(value);
}
