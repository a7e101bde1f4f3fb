package io.seckill.proof.mutant;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a class which fault it plants. Without {@link #insteadOf} the class is a Byte Buddy {@code Advice} of the method;
 * with it, the class's one public method is called where the method would call that one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Plant {
    /** What the mutant is called. */
    String name();

    /** The promise that it breaks, in one sentence. */
    String breaks();

    /** The class of the product that it changes. */
    String type();

    /** The one method of that class that it changes, which is not overloaded. */
    String method();

    /** What it takes to show. */
    Needs needs() default Needs.CLIENTS;

    /** The rules that are expected to find it: one of them is enough. */
    String[] foundBy();

    /** For how long clients and faults go on in a campaign that makes it show. */
    int seconds() default 10;

    /** A method that is called there, and is replaced; its object comes first among the arguments. */
    String insteadOf() default "";
}
