plugins {
    java
    id("me.champeau.jmh") version "0.7.3"
}

repositories {
    mavenLocal()
    mavenCentral()
}

dependencies {
    // The profiler.
    jmh("org.jmhpprof:jmh-pprof:0.1.0-SNAPSHOT")
}

jmh {
    jmhVersion.set("1.37")
    profilers.set(listOf("pprof:dir=build/profiles"))
}
