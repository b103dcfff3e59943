/** Rows that neither web nor server calls yet, each with the reason why it is in the table. */
export const unusedRows: Readonly<Record<string, string>> = {}
