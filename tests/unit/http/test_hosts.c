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
