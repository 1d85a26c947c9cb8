/** What the world hears: the reactions that send activities. Each acts only for accounts of this server. */
export {
  deliverAccountDeletion,
  deliverPin,
  deliverProfile,
  deliverRotation,
  deliverUnpin,
} from './outbox/accounts.ts'
export { deliverFavourite, deliverUnfavourite } from './outbox/favourites.ts'
export {
  answerFollow,
  deliverBlock,
  deliverFollow,
  deliverRejection,
  deliverUnblock,
  deliverUnfollow,
} from './outbox/relations.ts'
export { deliverDelete, deliverEdit, deliverStatus } from './outbox/statuses.ts'
