import { useState } from 'react'
import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { bff } from '../../api/client.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { useSession } from '../../api/session-store.ts'
import { initials, joinWords } from '../../lib/text.ts'
import { readTheme, setTheme, THEMES } from '../../lib/theme.ts'
import { MenuButton } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'
import type { Theme } from '../../lib/theme.ts'

const THEME_ICONS = { system: <Monitor />, light: <Sun />, dark: <Moon /> }
const THEME_WORDS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

async function signOut(installation?: string) {
  try {
    await bff.signOut(installation)
  } catch {
    // the cookie may be gone already; if it is not, the next page says that somebody is still signed in
    toast('The console did not confirm the sign-out. Close this window to be safe.', 'info')
    return
  }
  // a full page load: nothing that was read stays in memory
  window.location.assign('/sign-in')
}

export function UserMenu() {
  const user = useUser()
  const { installations } = useSession()
  const [theme, setShownTheme] = useState(readTheme)
  const choose = (next: Theme) => {
    setTheme(next)
    setShownTheme(next)
  }
  const isSeveral = Object.keys(installations).length > 1
  const here = currentInstallation()
  return (
    <MenuButton
      label={`User ${user.user_name}`}
      aria-label={`User menu of ${user.user_name}`}
      variant="ghost"
      align="end"
      className="text-ink! max-w-56 px-1.5! font-normal!"
      header={<WhoAmI />}
      groups={[
        {
          title: 'Theme',
          items: THEMES.map((each) => ({
            id: each,
            label: THEME_WORDS[each],
            icon: THEME_ICONS[each],
            isChecked: each === theme,
            onSelect: () => choose(each),
          })),
        },
        {
          items: [
            {
              id: 'sign-out',
              label: isSeveral ? `Sign out of ${here.name}` : 'Sign out',
              icon: <LogOut />,
              onSelect: () => void signOut(isSeveral ? here.id : undefined),
            },
            ...(isSeveral
              ? [
                  {
                    id: 'sign-out-all',
                    label: 'Sign out of all installations',
                    icon: <LogOut />,
                    onSelect: () => void signOut(),
                  },
                ]
              : []),
          ],
        },
      ]}
    >
      <span
        aria-hidden="true"
        className="bg-accent-bg text-accent grid size-6 flex-none place-items-center rounded-full text-xs font-semibold"
      >
        {initials(user.user_name)}
      </span>
      <span className="truncate max-md:hidden">{user.user_name}</span>
    </MenuButton>
  )
}

const AUTH_WORDS = { password: 'Signed in with a password', api_key: 'Signed in with an API key' }

function WhoAmI() {
  const user = useUser()
  return (
    <div className="px-2 pt-1.5 pb-2">
      <p className="font-semibold wrap-anywhere">{user.user_name}</p>
      <p className="text-ink-2 text-sm wrap-anywhere">
        {user.roles.length === 0 ? 'The platform names no roles' : joinWords(user.roles)}
      </p>
      <p className="text-ink-2 text-sm">{AUTH_WORDS[user.auth]}</p>
      {user.ece_version !== undefined && (
        <p className="text-ink-2 text-sm">ECE {user.ece_version}</p>
      )}
    </div>
  )
}
