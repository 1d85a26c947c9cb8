import { type Config, isLocalhost } from '../../config.ts'

/**
 * Makes the function that says which of our hosts a `Host` header names. Our addresses come from the configuration;
 * other hosts are refused.
 */
export function ownHost({ host, mediaHost }: Config): (given: string) => 'main' | 'media' | undefined {
  const isMain = hostMatcher(host)
  return (given) => {
    if (given === host) return 'main'
    const plain = plainName(given)
    if (mediaHost && plain === mediaHost) return 'media'
    return isMain(plain) ? 'main' : undefined
  }
}

/** On a development machine, all names of localhost are equal. */
function hostMatcher(host: string): (plain: string) => boolean {
  const port = host.replace(/^.*?(?=:\d+$|$)/, '')
  return (plain) => plain === host || (isLocalhost(host) && isLocalhost(plain) && plain.endsWith(port))
}

function plainName(given: string): string {
  return given
    .toLowerCase()
    .replace(/\.(?=:\d+$|$)/, '')
    .replace(/:443$/, '')
}
