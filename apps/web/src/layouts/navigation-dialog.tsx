import { Dialog } from '../ui/dialog.tsx'
import { Clock } from './clock.tsx'
import { Navigation } from './navigation.tsx'

interface NavigationDialogProps {
  installation: string
  onClose: () => void
}

/** The navigation on narrow screens, loaded when somebody reaches for it. */
export const NavigationDialog = ({ installation, onClose }: NavigationDialogProps) => (
  <Dialog open title="Go to" size="sm" onClose={onClose}>
    <Navigation installation={installation} className="[&_a]:h-11" onNavigate={onClose} />
    <div className="border-line mt-3 flex flex-wrap items-center justify-between gap-2 border-t pt-3">
      <span className="text-ink-2">Exact times</span>
      <Clock className="h-11" />
    </div>
  </Dialog>
)
