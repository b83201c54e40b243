package secret

import "testing"

func TestNamed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"DB_PASSWORD": true, "STRIPE_API_KEY": true, "SESSION_SECRET": true, "STRIPE_KEY": true, "JWT_PUBLIC_KEY": false, "KEY_ID": false, "GITHUB_TOKEN": true,
		"DATABASE_URL": true, "MONGODB_URI": true, "MYSQL_DSN": true, "DSN": true, "spring.datasource.url": true, "REDIS_URL": true,
		"CATALOG_SERVICE_ADDR": false, "PUBLIC_URL": false, "SENTRY_DSN": false, "DB_HOST": false, "DB_NAME": false, "TOKEN_COUNT": false,
		"NEXT_PUBLIC_API_URL": false, "KAFKA_BROKERS": false, "CACHE_DIR": false, "": false,
	} {
		if got := Named(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
