/** Rows that neither web nor server calls yet, each with the reason why it is in the table. */
export const unusedRows: Readonly<Record<string, string>> = {
  getInstanceConfiguration:
    'A template carries its own instance configurations; the platform pages will not.',
  getInstanceConfigurations: 'As getInstanceConfiguration.',
  listDeployments:
    'The list page searches, because only `_search` filters and pages; this is its plain counterpart.',
}
