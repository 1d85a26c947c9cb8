/** How this run of the tests is set up. Scenario files never read it; `npm test` runs them in each mode. */
export const mode = {
  /** The URL of a running PostgreSQL that has a migrated database `atoll_template`. If absent, the tests use SQLite. */
  postgres: process.env.WORLD_POSTGRES,
  /** Servers and peers listen on loopback with TLS instead of calling each other in process. */
  sockets: process.env.WORLD_SOCKETS === '1',
}
