/** Such as `2026-11-22 03:04:05 UTC`. */
export const formatTime = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
