/** How long something took, with two digits that matter: `840 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export const duration = (ms: number | null): string => {
  if (ms === null) return "-"
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}
