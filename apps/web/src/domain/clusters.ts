// The one import of the Elasticsearch pages for list, get and plan history.
import { readsOf } from './resource-reads.ts'

export const clusters = readsOf('elasticsearch')
