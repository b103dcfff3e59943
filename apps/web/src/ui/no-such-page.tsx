import { EmptyState } from './empty-state.tsx'
import { Page } from './page.tsx'

/** For an address whose id cannot be one. */
export const NoSuchPage = () => (
  <Page title="Page not found">
    <EmptyState title="There is no page at this address">
      The id in it is not one that ECE gives. A link may be cut off: copy it again from where it
      came.
    </EmptyState>
  </Page>
)
