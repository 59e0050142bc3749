import { useState } from 'preact/hooks';
import { announce, keyOf, Refused, send, setKey } from '../api.js';
import { t } from '../words.js';
import { Dialog } from './events.js';

interface Viewer {
  readonly viewer: { readonly user: string; readonly organisation: { readonly name: string } | null };
}

/** Takes a key, which stays in memory, and says who it makes of the reader. */
export function SignIn() {
  const [who, setWho] = useState<string>();
  const [isOpen, open] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (key: string | undefined) => {
    setKey(key);
    try {
      if (key) {
        const { viewer } = (await send('{ viewer { user organisation { name } } }', {})).data as Viewer;
        setWho(viewer.organisation?.name ?? viewer.user);
      } else setWho(undefined);
      setProblem(undefined);
      open(false);
    } catch (error) {
      setKey(undefined);
      if (!(error instanceof Refused)) throw error;
      setProblem(error.message);
    }
    announce(undefined);
  };
  if (keyOf())
    return (
      <button type="button" title={t('signedInAs', { user: who ?? '' })} onClick={() => void take(undefined)}>
        {t('signOut')}
        <span class="who"> {who}</span>
      </button>
    );
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => open(true)}>
        {t('signIn')}
      </button>
      {isOpen && (
        <Dialog title={t('signIn')} onClose={() => open(false)}>
          <form
            class="sign-in"
            onSubmit={(event) => {
              event.preventDefault();
              void take((new FormData(event.currentTarget).get('key') as string).trim());
            }}
          >
            <label>
              {t('key')}
              <input type="password" name="key" autoComplete="off" required aria-describedby="key-help" />
            </label>
            <p id="key-help">{t('signInHelp')}</p>
            {problem && <p role="alert">{problem}</p>}
            <button>{t('signIn')}</button>
          </form>
        </Dialog>
      )}
    </>
  );
}
