"""Pay by components: what is counted, which level a partner has, what is earned, when it is paid, how partners respond."""
