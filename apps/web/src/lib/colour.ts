// Installations bring their own colour (`#rrggbb`, from the console's configuration). Text in or on it must stay
// legible in both themes, so it is moved towards black or white until it reads.
type Rgb = readonly [number, number, number]

/** WCAG 2.2, 1.4.3: text under 18 px needs 4.5:1; a little more for rounding. */
const MIN_CONTRAST = 4.6
const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
/** `--color-surface` of both themes in styles.css. */
const LIGHT_SURFACE: Rgb = [255, 255, 255]
const DARK_SURFACE: Rgb = [21, 26, 33]
/** How much of the colour tints a badge. */
const TINT = 0.12

const FALLBACK: Rgb = [85, 96, 111]

function parseHex(hex: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (match === null) return FALLBACK
  const [, r = '', g = '', b = ''] = match
  return [Number.parseInt(r, 16), Number.parseInt(g, 16), Number.parseInt(b, 16)]
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] * share + b[0] * (1 - share),
  a[1] * share + b[1] * (1 - share),
  a[2] * share + b[2] * (1 - share),
]

const css = (colour: Rgb): string =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const s = part / 255
    return s <= 0.040_45 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

const contrast = (a: Rgb, b: Rgb): number => {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

function readable(colour: Rgb, background: Rgb, towards: Rgb): Rgb {
  for (let share = 1; share > 0; share -= 0.05) {
    const candidate = mix(colour, towards, share)
    if (contrast(candidate, background) >= MIN_CONTRAST) return candidate
  }
  return towards
}

/** CSS colours of an installation. `bar` is the colour itself; badge colours carry both themes by `light-dark()`. */
export function installationColours(hex: string): {
  bar: string
  badge: string
  badgeText: string
} {
  const colour = parseHex(hex)
  const light = mix(colour, LIGHT_SURFACE, TINT)
  const dark = mix(colour, DARK_SURFACE, TINT * 2)
  return {
    bar: css(colour),
    badge: `light-dark(${css(light)}, ${css(dark)})`,
    badgeText: `light-dark(${css(readable(colour, light, BLACK))}, ${css(readable(colour, dark, WHITE))})`,
  }
}

/** The favicon as a data URL: a tile in the installation's colour, so that tabs of two installations differ. */
export function faviconUrl(hex: string): string {
  const fill = encodeURIComponent(css(parseHex(hex)))
  const mark = css(contrast(parseHex(hex), WHITE) >= 3 ? WHITE : BLACK)
  return (
    `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E` +
    `%3Crect width='32' height='32' rx='7' fill='${fill}'/%3E` +
    `%3Cpath d='M8 10h16M8 16h11M8 22h16' stroke='${encodeURIComponent(mark)}' ` +
    `stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E`
  )
}
