package io.seckill.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Secrets in files of their own, as orchestrators mount them: beside each text setting with a secret's name, such as
 * {@code password}, there is one that names a file, {@code passwordFile}.
 *
 * <p>The files are read when a section is bound to its record, so that no secret is among the settings that are shown.
 */
final class SecretFiles {
    private static final String SUFFIX = "File";

    private SecretFiles() {}

    /** Adds the settings that name files to the shipped {@code defaults}. */
    static void declare(ObjectNode defaults) {
        for (var setting : List.copyOf(defaults.properties())) {
            if (setting.getValue() instanceof ObjectNode group) {
                declare(group);
            } else if (setting.getValue().isTextual() && Masked.isSecret(setting.getKey())) {
                defaults.put(setting.getKey() + SUFFIX, "");
            }
        }
    }

    /** Gives each secret of {@code group}, at {@code path} with the defaults {@code shipped}, what is in its file. */
    static void read(ObjectNode group, ObjectNode shipped, String path) {
        for (var setting : shipped.properties()) {
            String name = setting.getKey();
            String at = path + "." + name;
            if (setting.getValue() instanceof ObjectNode inner) {
                read((ObjectNode) group.required(name), inner, at);
            } else if (Masked.isSecret(name) && shipped.has(name + SUFFIX)) {
                String file = group.remove(name + SUFFIX).asText();
                if (!file.isEmpty() && !group.required(name).asText().isEmpty()) {
                    throw new SettingsException(at + " and " + at + SUFFIX + " are both set: one of them will do");
                }
                if (!file.isEmpty()) {
                    group.put(name, secret(file, at + SUFFIX));
                }
            }
        }
    }

    /** The text in {@code file} without the line's end, which editors add. */
    private static String secret(String file, String setting) {
        String secret = text(file, setting).replaceFirst("\\R\\z", "");
        if (secret.isEmpty()) {
            throw new SettingsException(setting + ": " + file + " is empty");
        }
        return secret;
    }

    private static String text(String file, String setting) {
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new SettingsException(setting + ": there is no " + file, e);
        } catch (AccessDeniedException e) {
            throw new SettingsException(setting + ": this process may not read " + file, e);
        } catch (CharacterCodingException e) {
            throw new SettingsException(setting + ": " + file + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw new SettingsException(setting + ": cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
