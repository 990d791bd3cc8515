#include "http/hosts.h"
#include "test.h"

TEST(hosts_know_the_loopback_and_what_is_named)
{
    static const struct str names[] = {STR("numbers.example")};
    static const struct {
        const char *host;
        bool locally, remotely;
    } cases[] = {
        {"localhost", true, true},
        {"LOCALHOST:8080", true, true},
        {"127.0.0.1", true, true},
        {"127.0.0.1:65535", true, true},
        {"[::1]", true, true},
        {"[::1]:80", true, true},
        {"numbers.example", true, true},
        {"Numbers.Example:443", true, true},
        {"10.1.2.3", false, true},
        {"10.1.2.3:8080", false, true},
        {"[fe80::1]:8080", false, true},
        {"evil.example", false, false},
        {"numbers.example.evil.example", false, false},
        {"localhost.evil.example", false, false},
        {"evil.example:localhost", false, false},
        {"localhost:65536", false, false},
        {"localhost:", false, false},
        {"localhost:80:80", false, false},
        {"localhost@evil.example", false, false},
        {"10.1.2", false, false},
        {"0x7f.1", false, false},
        {"[::1", false, false},
        {"[::1]x", false, false},
        {"::1", false, false},
        {"", false, false},
        {":80", false, false},
    };
    struct hosts local = {.names = names, .name_count = 1};
    struct hosts remote = local;

    remote.allow_addresses = true;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str host = str_from(cases[i].host);
        if (hosts_know(&local, host) != cases[i].locally ||
            hosts_know(&remote, host) != cases[i].remotely)
            print_error("%s\n", cases[i].host);
        assert_int_equal(hosts_know(&local, host), cases[i].locally);
        assert_int_equal(hosts_know(&remote, host), cases[i].remotely);
    }
}

TEST(hosts_is_host_wants_a_name_or_address_and_a_port)
{
    static const char *const hosts[] = {
        "localhost", "a_b-c.example:1", "EXAMPLE", "10.1.2.3:8080",
        "[::1]",     "[fe80::1]:80",    "9",       "evil.example:0"};
    static const char *const others[] = {
        "",     ":80",    "a:",    "a:b",  "a:65536",  "a:80:80",
        "a@b",  "a b",    "a,b",   "a/b",  "a%62",     "http://a",
        "[::1", "[::1]x", "[::g]", "[]",   "::1",      "a:-1",
        "a:+1", "a: 80",  "a\tb",  "a\"b", "\xc3\xa4", "a[::1]"};

    for (size_t i = 0; i < COUNT(hosts); i++)
        assert_true(hosts_is_host(str_from(hosts[i])));
    for (size_t i = 0; i < COUNT(others); i++) {
        if (hosts_is_host(str_from(others[i])))
            print_error("%s\n", others[i]);
        assert_false(hosts_is_host(str_from(others[i])));
    }
}
