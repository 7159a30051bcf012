/*
 * Mocha lifts the limit of stack traces. The programs under test make many errors and promises with traces, and each frame is
 * looked up in a source map: half of the suite's time.
 */
Error.stackTraceLimit = 20;
