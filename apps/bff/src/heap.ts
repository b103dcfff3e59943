import { setFlagsFromString } from 'node:v8'

/**
 * How much the heap may grow, in percent of what lives in it, before V8 collects it whole. Answers of ECE lie outside of
 * the heap but count: few living objects beside megabytes of answers meant such a collection after every fifth page of
 * deployments, a third of all CPU. V8's own figure for busy heaps goes up to 300; more than this costs more memory than
 * it saves time (decision 013).
 */
const GROWTH_PERCENT = 200

/** To be called before the first answer is read. */
export const letHeapGrow = () => setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
