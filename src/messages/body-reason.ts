import type { BodyError } from '../lib/http-server/body-error.ts'
import type { Reason } from './reason.ts'

/** Why a body was refused. */
export function bodyReason({ reason, maxBytes }: BodyError): Reason {
  switch (reason) {
    case 'too-long':
      return ['body-too-long', { max: maxBytes }]
    case 'cut-off':
      return ['body-cut-off']
    case 'too-slow':
      return ['body-too-slow']
    case 'too-many-pieces':
      return ['body-too-many-pieces']
    case 'not-multipart':
      return ['body-not-multipart']
    case 'no-room':
      return ['body-no-room']
  }
}
