/**
 * The body of what the deployments list asks for when its address says nothing else, as text. The boot script sends it before
 * any of our code is there (lib/boot.ts), so it stands here as a constant; features/deployments/first-search.test.ts holds
 * it to what the list then asks for, because a search that differs by a word is thrown away and asked again.
 */
export const FIRST_SEARCH =
  '{"query":{"bool":{"must":[{"match_all":{}}],"must_not":[{"match":{"metadata.hidden":{"query":"true","operator":"and"}}}]}},"sort":[{"name.keyword":{"order":"asc"}},{"id":{"order":"asc"}}],"size":40}'

/**
 * Rows per request of the list: two screens. Each is 8 kB that the server reads and half a kB on the line, for the first load
 * and for every letter of a search.
 */
export const FIRST_SIZE = 40
