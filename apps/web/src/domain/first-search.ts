/**
 * The body of what the deployments list asks for when its address says nothing else, as text. The boot script sends it before
 * any of our code is there (lib/boot.ts), so it stands here as a constant; features/deployments/first-search.test.ts holds
 * it to what the list then asks for, because a search that differs by a word is thrown away and asked again.
 */
export const FIRST_SEARCH =
  '{"query":{"bool":{"must":[{"match_all":{}}],"must_not":[{"match":{"metadata.hidden":{"query":"true","operator":"and"}}}]}},"sort":[{"name.keyword":{"order":"asc"}},{"id":{"order":"asc"}}],"size":60}'

/** Rows per request of the list: three screens; each is 4 kB that the server reads and the first load waits for. */
export const FIRST_SIZE = 60
