// One instance: does it run, and does it get traffic (ece-behaviour 3.6 and 4.7)?
import type { Instance } from '@ece/api-types'
import type { HealthKind } from './verdict.ts'

export interface InstanceState {
  readonly kind: HealthKind
  /** `running`, `restarting`, `stopped`, `not healthy`, `maintenance mode`. */
  readonly word: string
  readonly text: string
}

/**
 * State of one instance. While a plan runs (`changing`), ECE itself stops instances and takes them out of routing, so
 * that the same flags mean work in progress.
 */
export function instanceHealth(instance: Instance, changing: boolean): InstanceState {
  const { container_started, service_running, healthy, maintenance_mode } = instance
  const down = container_started === false || service_running === false
  if (down && changing) {
    return { kind: 'busy', word: 'restarting', text: 'Taken down by the running plan' }
  }
  if (container_started === false) {
    return { kind: 'bad', word: 'stopped', text: 'The container is stopped' }
  }
  if (service_running === false) {
    return {
      kind: 'bad',
      word: 'not running',
      text: 'The container runs, the service in it does not',
    }
  }
  if (maintenance_mode === true) {
    return changing
      ? {
          kind: 'busy',
          word: 'out of routing',
          text: 'The running plan keeps requests away from it',
        }
      : { kind: 'warn', word: 'maintenance mode', text: 'It runs, but no request is routed to it' }
  }
  if (healthy === false) return { kind: 'bad', word: 'not healthy', text: 'ECE gives no reason' }
  if (healthy === true || service_running === true) {
    return { kind: 'ok', word: 'running', text: 'Container and service are running' }
  }
  return { kind: 'off', word: 'unknown', text: 'ECE does not say' }
}

/** Requests are routed to it and it can answer them, as far as ECE tells. */
export const isServing = (instance: Instance): boolean =>
  !isDown(instance) && instance.healthy !== false && instance.maintenance_mode !== true

/** Neither its container nor its service is known to run. */
export const isDown = (instance: Instance): boolean =>
  instance.container_started === false || instance.service_running === false
