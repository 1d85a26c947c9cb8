/** The key that encrypts secrets in the databases of tests. */
export const SECRET_KEY = '7'.repeat(64)
