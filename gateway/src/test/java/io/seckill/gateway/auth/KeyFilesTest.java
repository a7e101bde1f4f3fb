package io.seckill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.gateway.settings.IdentitySettings;
import io.seckill.settings.SettingsException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void keysOfAllFilesAreTakenTogether() throws Exception {
        Path jwks = Files.writeString(
                folder.resolve("jwks"),
                Issuer.jwks(Issuer.rsa(vertx, "a", 2048).jwk(new JsonObject().put("alg", "RS256"))));
        Path pem =
                Files.writeString(folder.resolve("pem"), Issuer.ec(vertx, 256).publicPem());

        assertThat(load(jwks.toString(), List.of(pem.toString())).current().count())
                .isEqualTo(2);
    }

    @Test
    void keysForOtherUsesAndOfOtherKindsArePassedOver() throws Exception {
        Issuer issuer = Issuer.rsa(vertx, "a", 2048);
        Path jwks = Files.writeString(
                folder.resolve("jwks"),
                Issuer.jwks(
                        issuer.jwk(new JsonObject()),
                        issuer.jwk(new JsonObject().put("use", "enc")),
                        issuer.jwk(new JsonObject().put("alg", "RS512")),
                        new JsonObject().put("kty", "oct").put("k", "c2VjcmV0"),
                        new JsonObject().put("kty", "of the future")));

        assertThat(load(jwks.toString(), List.of()).current().count()).isEqualTo(1);
    }

    @Test
    void aPrivateKeyIsNotTaken() throws Exception {
        refuses(Issuer.rsa(vertx, "a", 2048).privatePem(), "PUBLIC KEY");
    }

    @Test
    void aShortRsaKeyIsNotTaken() throws Exception {
        refuses(Issuer.rsa(vertx, "a", 1024).publicPem(), "holds no key");
        Path jwks = Files.writeString(
                folder.resolve("jwks"), Issuer.jwks(Issuer.rsa(vertx, "a", 1024).jwk(new JsonObject())));
        assertThatThrownBy(() -> load(jwks.toString(), List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("does not fit RS256");
    }

    @Test
    void aKeyOfAnotherCurveIsNotTaken() throws Exception {
        refuses(Issuer.ec(vertx, 384).publicPem(), "holds no key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nothing", "-----BEGIN PUBLIC KEY-----\nAAAA\n", "-----BEGIN CERTIFICATE-----\nx\n-----END"})
    void aBrokenPemFileIsRefusedInOneLineThatNamesIt(String content) throws Exception {
        refuses(content, "holds no key|must begin");
    }

    @Test
    void aMissingFileIsNamed() {
        String file = folder.resolve("none").toString();
        assertThatThrownBy(() -> load("", List.of(file)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("gateway.identity: " + file + ": there is no such file");
    }

    private void refuses(String pem, String why) throws Exception {
        Path file = Files.writeString(folder.resolve("pem"), pem);
        assertThatThrownBy(() -> load("", List.of(file.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("gateway.identity: " + file)
                .hasMessageMatching(".*(" + why + ").*");
    }

    private static TrustedKeys load(String jwks, List<String> pem) {
        return TrustedKeys.load(
                new IdentitySettings("jwt", List.of(), jwks, pem, List.of("RS256", "ES256"), "me", "seckill", "admin"),
                InstantSource.system(),
                System::nanoTime);
    }
}
