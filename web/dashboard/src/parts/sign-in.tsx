import { useState } from 'preact/hooks';
import { Refused, send } from '../api.js';
import { type Reader, readAs, useNews } from '../news.js';
import { t } from '../words.js';
import { Dialog } from './events.js';

interface Viewer {
  readonly viewer: { readonly user: string; readonly organisation: { readonly name: string } | null } & Pick<Reader, 'commands'>;
}

/** Takes a key, which stays in memory, and says who it makes of the reader. */
export function SignIn() {
  const { reader } = useNews();
  const [isOpen, open] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (key: string) => {
    try {
      const { data } = await send('{ viewer { user organisation { name } commands { kind commands } } }', {}, { key });
      const { user, organisation, commands } = (data as Viewer).viewer;
      setProblem(undefined);
      open(false);
      readAs({ key, name: organisation?.name ?? user, commands });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setProblem(error.message);
    }
  };
  if (reader)
    return (
      <button type="button" title={t('signedInAs', { user: reader.name })} onClick={() => readAs(undefined)}>
        {t('signOut')}
        <span> {reader.name}</span>
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
