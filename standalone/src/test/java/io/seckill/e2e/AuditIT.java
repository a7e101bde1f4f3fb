package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.TokenIssuer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Who changed what, as the management port tells it. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditIT {
    private final Cluster cluster = Cluster.start();

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void eachChangeIsToldWithWhatItWasAndWhatCameOfIt() {
        Console console = cluster.console(0);
        assertThat(Now.get(console.put("lamp", SaleTerms.open(7))).status()).isEqualTo(200);
        JsonObject defined = latest(console);
        assertThat(defined.getString("who")).isEqualTo("anonymous");
        assertThat(defined.getString("method")).isEqualTo("PUT");
        assertThat(defined.getString("item")).isEqualTo("lamp");
        assertThat(new JsonObject(defined.getString("change")).getInteger("stock"))
                .isEqualTo(7);
        assertThat(defined.getInteger("status")).isEqualTo(200);
        assertThat(defined.getString("requestId")).matches("[0-9a-f]{32}");

        assertThat(Now.get(console.change("lamp", "pause")).status()).isEqualTo(200);
        assertThat(latest(console).getString("path")).isEqualTo("/v1/admin/items/lamp/pause");

        assertThat(Now.get(console.put("lamp", "{\"stock\":-1}")).status()).isEqualTo(400);
        assertThat(latest(console).getInteger("status")).isEqualTo(400);
        assertThat(Now.get(console.putAll(SaleTerms.open(1).of("many"))).status())
                .isEqualTo(200);
        assertThat(latest(console).getString("path")).isEqualTo("/v1/admin/items");
    }

    @Test
    void aChangeWhoseCallerHasLeftIsToldToo() throws IOException {
        cluster.stopBackend(0);
        int port = cluster.console(0).port();
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String call =
                    "PUT /v1/admin/items/left HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n{\"stock\":1}";
            caller.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
            await("the definition sent")
                    .until(() -> Now.get(cluster.console(0).metrics()).total("seckill_requests_open") == 1);
        }
        await("told")
                .until(() -> latest(cluster.console(0)).getString("item", "").equals("left"));
        assertThat(latest(cluster.console(0)).getInteger("status")).isEqualTo(499);
        cluster.startBackend();
    }

    @Test
    void whoeverShowsATokenIsNamedAndWhoeverIsRefusedIsNot(@TempDir Path folder) throws IOException {
        TokenIssuer issuer = new TokenIssuer(cluster.caller().vertx(), "key");
        Path jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
        int gateway = cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + jwks,
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        Console olga = cluster.console(gateway)
                .bearing(issuer.token(TokenIssuer.claims("olga").put("scope", "seckill:admin")));
        Console ann = cluster.console(gateway).bearing(issuer.token("ann"));

        assertThat(Now.get(olga.put("sofa", SaleTerms.open(1))).status()).isEqualTo(200);
        assertThat(Now.get(ann.put("sofa", SaleTerms.open(2))).status()).isEqualTo(403);

        assertThat(latest(olga).getString("who")).isEqualTo("olga");
        assertThat(latest(olga).getInteger("status")).isEqualTo(200);
        cluster.stopGateway(gateway);
    }

    private static JsonObject latest(Console console) {
        return Now.get(console.get("/v1/admin/audit"))
                .json()
                .getJsonArray("entries")
                .getJsonObject(0);
    }
}
