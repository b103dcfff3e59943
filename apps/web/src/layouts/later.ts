// What the frame has besides its first paint, in one file that is loaded while the first page is being read.
export { JobsSign } from '../domain/jobs-sign.tsx'
export { Clock } from './clock.tsx'
export { titleTimes } from '../ui/exact-times.ts'
export { Palette, recordVisits } from '../features/palette/palette.tsx'
