/** What ECE left out: a dash to the eye, words to a screen reader. */
export const Absent = () => (
  <span className="text-ink-3">
    <span aria-hidden="true">—</span>
    <span className="sr-only">not known</span>
  </span>
)
