export { FetchError, type FetchFailure } from './fetch-error.ts'
export {
  type HopToSign,
  type OutgoingRequest,
  type OutgoingResponse,
  outgoingResponse,
  type SafeFetch,
} from './outgoing.ts'
