// The one import of the Kibana pages for list, get and plan history.
import { readsOf } from './resource-reads.ts'

export const kibanas = readsOf('kibana')
