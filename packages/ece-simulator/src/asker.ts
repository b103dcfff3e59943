// Who asked for a change, as plans remember it (ece-behaviour 3.7).
import type { Context } from './context.ts'
import type { Source } from './model.ts'

/** Inside an ECE the address is that of its own proxy, as in the vendor's examples. */
const PROXY_ADDRESSES: readonly string[] = ['172.17.42.1']

export const sourceOf = ({ caller, operation, clock }: Context): Source => ({
  facilitator: 'adminconsole',
  // two of the actions are known (create, update) and are built so
  action: `deployments.${operation.id}`,
  date: clock.now(),
  user_id: caller.userName,
  admin_id: caller.userName,
  remote_addresses: PROXY_ADDRESSES,
})

/** Only platform administrators hide deployments (ece-behaviour 9.3). */
export const isPlatformAdmin = ({ caller }: Context) => caller.roles.includes('ece_platform_admin')
