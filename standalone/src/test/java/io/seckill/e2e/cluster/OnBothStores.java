package io.seckill.e2e.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Says something of whoever decides, so it is run where each of the two does: a test method that takes a {@link Store},
 * or a class whose constructor does; or where one instance serves all tests, whose {@code @Parameter} field does.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ParameterizedClass
@ParameterizedTest
@EnumSource(
        value = Store.class,
        names = {"LEDGER", "POSTGRES"})
public @interface OnBothStores {}
