/** Eleven digits, with or without the dash after the third. */
export const valid = (number) => /^\d{3}-?\d{8}$/.test(number)
