/** How this run of the tests is set up. Scenario files never look at it; `npm test` runs them in each mode. */
export const mode = {
  /** A running PostgreSQL with a migrated database `atoll_template`; absent: SQLite. */
  postgres: process.env.WORLD_POSTGRES,
  /** Servers and peers listen on loopback with TLS instead of calling each other in process. */
  sockets: process.env.WORLD_SOCKETS === '1',
}
