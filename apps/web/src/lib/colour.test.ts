import fc from 'fast-check'
import { expect, it } from 'vitest'
import { faviconUrl, installationColours } from './colour.ts'

const channel = (hex: string, at: number) => {
  const s = Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return s <= 0.040_45 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
}
const luminance = (hex: string) =>
  0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5)
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}
const themes = (value: string) => value.match(/#[0-9a-f]{6}/g) ?? []

it('the badge of an installation reads in both themes, whatever colour was configured', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const { badge, badgeText } = installationColours(`#${value.toString(16).padStart(6, '0')}`)
      const text = themes(badgeText)
      for (const [i, background] of themes(badge).entries()) {
        expect(contrast(text[i] ?? '', background)).toBeGreaterThanOrEqual(4.5)
      }
    }),
  )
})

it('a colour that is none becomes grey and nothing of it reaches the style sheet', () => {
  for (const bad of ['', 'red', 'url(https://example.org)', "#fff'/>"]) {
    expect(installationColours(bad).bar).toBe('#55606f')
    expect(faviconUrl(bad)).not.toContain(bad === '' ? 'undefined' : bad)
  }
})

it('the tab shows the colour of its installation', () => {
  expect(faviconUrl('#c0262d')).toContain('%23c0262d')
})
