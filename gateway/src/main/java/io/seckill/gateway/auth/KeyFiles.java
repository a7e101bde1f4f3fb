package io.seckill.gateway.auth;

import io.seckill.gateway.settings.IdentitySettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that hold the keys, of which the first may be the set of a {@link KeyServer}. What is wrong with one is an
 * {@link IOException} that names it, in one line.
 */
final class KeyFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MIN_RSA_BITS = 2048;

    private final IdentitySettings settings;
    private final InstantSource clock;
    private final @Nullable KeyServer server;

    KeyFiles(IdentitySettings settings, InstantSource clock, LongSupplier nanoTime) {
        this.settings = settings;
        this.clock = clock;
        this.server = settings.discovers()
                ? KeyServer.of(settings.issuer(), nanoTime)
                : IdentitySettings.isUrl(settings.jwks()) ? KeyServer.at(settings.jwks(), nanoTime) : null;
    }

    /** Has the next {@link #read} ask a server of keys as soon as it may; nothing where there are but files. */
    void askSooner() {
        if (server != null) {
            server.askSooner();
        }
    }

    /** What the files hold now, the JWKS file first; blocks. */
    List<Buffer> read() throws IOException {
        List<Buffer> contents = new ArrayList<>();
        for (String file : files()) {
            contents.add(server != null && contents.isEmpty() ? server.read() : read(file));
        }
        return contents;
    }

    /** The keys in {@code contents}, as {@link #read} returned it; all of them good, or none is taken. */
    Keys parse(List<Buffer> contents) throws IOException {
        JWTAuthOptions options = new JWTAuthOptions()
                .setJWTOptions(new JWTOptions()
                        .setIssuer(settings.issuer())
                        .addAudience(settings.audience())
                        // Done by the token's reader, which must look at it at every use.
                        .setIgnoreExpiration(true));
        List<String> files = files();
        int count = 0;
        Set<String> served = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            try {
                count += isJwks(i) ? addJwks(options, contents.get(i)) : addPem(options, contents.get(i));
                if (server != null && i == 0) {
                    options.getJwks().forEach(key -> served.add(key.getString("kid", "")));
                }
            } catch (RuntimeException e) {
                throw new IOException(files.get(i) + ": " + firstLine(e), e);
            }
        }
        if (count > Keys.MAX) {
            throw new IOException(count + " keys in " + files + ", where at most " + Keys.MAX + " are taken");
        }
        return new Keys(options, count, served, clock);
    }

    private int addJwks(JWTAuthOptions options, Buffer content) {
        List<JsonObject> keys = Jwks.signing(content.toJsonObject(), settings.algorithms());
        keys.forEach(key -> check(new JWK(key)));
        keys.forEach(options::addJwk);
        return keys.size();
    }

    private int addPem(JWTAuthOptions options, Buffer content) {
        if (!content.toString().matches("(?s)-----BEGIN (PUBLIC KEY|CERTIFICATE)-----.*")) {
            throw new IllegalArgumentException("must begin with BEGIN PUBLIC KEY or BEGIN CERTIFICATE");
        }
        List<PubSecKeyOptions> keys = settings.algorithms().stream()
                .map(algorithm -> new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(content))
                .filter(KeyFiles::isOfItsAlgorithm)
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no key for " + settings.algorithms());
        }
        keys.forEach(key -> check(new JWK(key)));
        keys.forEach(options::addPubSecKey);
        return keys.size();
    }

    /** The library's own class says what it makes of a key: left to itself, it logs what it cannot use and goes on without. */
    private static void check(JWK key) {
        if (!fits(key.getAlgorithm(), key.publicKey())) {
            throw new IllegalArgumentException("a key that does not fit " + key.getAlgorithm());
        }
    }

    /** Whether {@code key} can be read as one of its algorithm; false also where it cannot be read at all. */
    private static boolean isOfItsAlgorithm(PubSecKeyOptions key) {
        try {
            return fits(key.getAlgorithm(), new JWK(key).publicKey());
        } catch (RuntimeException otherKind) {
            return false;
        }
    }

    private static boolean fits(String algorithm, PublicKey key) {
        if (algorithm.matches("[RP]S\\d+")) {
            return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
        }
        return algorithm.equals("EdDSA")
                ? key instanceof EdECPublicKey
                : key instanceof ECPublicKey ec && bits(ec) == curveBits(algorithm);
    }

    private static int bits(ECPublicKey key) {
        return key.getParams().getOrder().bitLength();
    }

    /** ES512 is for the curve of 521 bits. */
    private static int curveBits(String algorithm) {
        int bits = Integer.parseInt(algorithm.substring(2));
        return bits == 512 ? 521 : bits;
    }

    private List<String> files() {
        String first = settings.discovers() ? settings.issuer() : settings.jwks();
        return Stream.concat(Stream.of(first), settings.pem().stream())
                .filter(file -> !file.isEmpty())
                .toList();
    }

    private boolean isJwks(int index) {
        return index == 0 && (settings.discovers() || !settings.jwks().isEmpty());
    }

    private static Buffer read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return readBounded(in);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static Buffer readBounded(InputStream in) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw new IOException("more than " + MAX_BYTES + " bytes");
        }
        return Buffer.buffer(content);
    }

    private static String firstLine(RuntimeException e) {
        String message = e instanceof DecodeException ? "no valid JSON" : String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("unreadable");
    }
}
