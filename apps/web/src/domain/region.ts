import { RegionId, z } from '@ece/api-types'

/** The only region of a self-hosted ECE (ece-behaviour 1.1). Template calls need it; deployment roles may not ask `GET /platform`. */
export const ECE_REGION = z.parse(RegionId, 'ece-region')
