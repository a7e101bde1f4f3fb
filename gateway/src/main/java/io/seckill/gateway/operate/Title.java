package io.seckill.gateway.operate;

import io.seckill.contract.Limits;

/** What an item may be called: what a reader sees is what is written there, in any program that shows or stores it. */
final class Title {
    static final String RULE = "must be a text of 1-200 characters, at least one of them visible, without control"
            + " characters, line breaks, bidirectional overrides, halves of surrogate pairs or noncharacters";

    private Title() {}

    /** Counts as JSON Schema does, by code points. */
    static boolean isValid(String text) {
        return Limits.isTitleLength(text)
                && text.codePoints().allMatch(Title::isText)
                && text.codePoints().anyMatch(Title::isVisible);
    }

    private static boolean isText(int c) {
        return switch (Character.getType(c)) {
            // An unpaired surrogate cannot be written in UTF-8, and PostgreSQL takes no NUL.
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isBidirectionalControl(c) && !isNoncharacter(c);
        };
    }

    /** Those that reorder what follows, also past the title's end; marks such as U+200E reorder nothing else. */
    private static boolean isBidirectionalControl(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isNoncharacter(int c) {
        return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    }

    private static boolean isVisible(int c) {
        int type = Character.getType(c);
        return type != Character.FORMAT && type != Character.SPACE_SEPARATOR;
    }
}
