import { useSyncExternalStore } from 'react'
import { onZoneChange, readZone, type Zone } from '../lib/time-zone.ts'

/** The zone in which exact times are read; `formatAbsolute` wants it where the text is always there. */
export const useZone = (): Zone => useSyncExternalStore(onZoneChange, readZone)
