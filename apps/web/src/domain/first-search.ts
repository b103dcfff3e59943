/**
 * What the deployments list asks for when its address says nothing else: `buildSearch({}, { size: FIRST_SIZE })` as text.
 * The boot script sends it before any of our code is there (lib/boot.ts), so it stands here as a constant;
 * first-search.test.ts holds it to `buildSearch`.
 */
export const FIRST_SEARCH =
  '{"query":{"bool":{"must":[{"match_all":{}}],"must_not":[{"match":{"metadata.hidden":{"query":"true","operator":"and"}}}]}},"sort":[{"metadata.last_modified":{"order":"desc"}},{"id":{"order":"asc"}}],"size":100}'

/** Rows per request of the list: three screens; 150 rows of a busy fleet are 400 kB before they are projected. */
export const FIRST_SIZE = 100
