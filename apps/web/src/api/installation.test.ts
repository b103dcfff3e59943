import { expect, it } from 'vitest'
import { currentInstallation, enterInstallation } from './installation.ts'

const installation = (id: string) => ({ id, name: id, environment: '', colour: '#55606f' })

it('a page belongs to one installation for its whole life', () => {
  expect(() => currentInstallation()).toThrow('No installation')
  expect(enterInstallation(installation('prod'))).toBe(true)
  expect(enterInstallation(installation('prod'))).toBe(true)
  expect(enterInstallation(installation('staging'))).toBe(false)
  expect(currentInstallation().id).toBe('prod')
})
