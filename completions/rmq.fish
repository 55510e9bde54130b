# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_rmq_global_optspecs
    string join \n n/namesrv= o/output= context= access-key= secret-key= tls ca= insecure cert= cert-key= timeout= q/quiet v/verbose color= y/yes h/help V/version
end

function __fish_rmq_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_rmq_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_rmq_using_subcommand
    set -l cmd (__fish_rmq_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c rmq -n "__fish_rmq_needs_command" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_needs_command" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_needs_command" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_needs_command" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_needs_command" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_needs_command" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_needs_command" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_needs_command" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_needs_command" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_needs_command" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_needs_command" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_needs_command" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_needs_command" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_needs_command" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "up" -d 'Start a local cluster: a name server and brokers, one process each'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "down" -d 'Stop a local cluster'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "ps" -d 'Show the nodes of the local clusters'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "logs" -d 'Show what the nodes of a local cluster log'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "kill" -d 'Kill a node of a local cluster'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "start" -d 'Start a node of a local cluster that is down'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "namesrv" -d 'Run a name server'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "shutdown" -d 'Stop the brokers or the name servers of this machine'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "produce" -d 'Send messages'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "consume" -d 'Receive messages'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "bench" -d 'Put a load on a cluster, and measure what it makes of it'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "cluster-list" -d 'Show the brokers of the cluster, and how busy they are'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "cluster" -d 'Look at the brokers of a cluster'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "topic" -d 'Create, list, look at, change and delete topics'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "group" -d 'Look at consumer groups, make, change and delete them'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "offset" -d 'Look at how far consumer groups are, and let them go on elsewhere'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "broker" -d 'Run a broker; or, with a command behind it, look at brokers that run and change them'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "namesrv-config" -d 'Look at the settings of running name servers, and change them'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "kv" -d 'Look at the key-value configuration of the name servers, and change it'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "message" -d 'Find messages, look at them, send and consume them again'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "dlq" -d 'Look at messages that consumer groups have given up, and let them try again'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "acl" -d 'Look at accounts and what they may do, make, change and delete them'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "stats" -d 'Show how much goes into each topic and out to each consumer group'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "export" -d 'Write down what a cluster has, in one document'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "context" -d 'Name clusters, and choose the one that commands go to'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "doctor" -d 'Look for what is wrong with a running cluster, and tell what to do about it'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "explain" -d 'Tell what a response code or the text of an error means, and what to do'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "mqadmin" -d 'Run a command of Apache\'s mqadmin, with its options and its output'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "shims" -d 'Make files with the names of Apache\'s scripts that run this binary, without Java'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "store" -d 'Check a store directory, look into it and put it right, without a broker'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "man" -d 'Print the manual page, or write all pages into a directory'
complete -c rmq -n "__fish_rmq_using_subcommand up" -l name -d 'Name of the local cluster [default: default]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l dir -d 'Directory of the local cluster, instead of one in the user\'s state directory' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand up" -l topology -d 'Layout, by the name of Apache\'s conf/ folder: single, 2m-noslave, 2m-2s-async or 2m-2s-sync' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l conf -d 'A folder with a .properties file for each broker, such as Apache\'s conf/2m-2s-sync, instead' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand up" -l base-port -d 'Port of the first broker; it takes this one, the next and the second before [default: 10911]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l namesrv-port -d 'Port of the first name server [default: 9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l namesrvs -d 'How many name servers [default: 1]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l set -d 'A setting of the nodes, by its key in Apache\'s .properties files; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand up" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand up" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand up" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand up" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand up" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand up" -l foreground -d 'Stay, show the logs of the nodes, and stop them on Ctrl-C'
complete -c rmq -n "__fish_rmq_using_subcommand up" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand up" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand up" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand up" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand up" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand up" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand down" -l name -d 'Name of the local cluster, when it is not that of the current context' -r
complete -c rmq -n "__fish_rmq_using_subcommand down" -l dir -d 'Directory of the local cluster' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand down" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand down" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand down" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand down" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand down" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand down" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand down" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand down" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand down" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand down" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand down" -l purge -d 'Remove the files of the cluster too, with all messages'
complete -c rmq -n "__fish_rmq_using_subcommand down" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand down" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand down" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand down" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand down" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand down" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l name -d 'Name of the local cluster, when it is not that of the current context' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l dir -d 'Directory of the local cluster' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand ps" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand ps" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand ps" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand ps" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand ps" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l name -d 'Name of the local cluster, when it is not that of the current context' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l dir -d 'Directory of the local cluster' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l tail -d 'How many of the last lines of each node to begin with' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s f -l follow -d 'Go on as lines come, until Ctrl-C'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand logs" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l name -d 'Name of the local cluster, when it is not that of the current context' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l dir -d 'Directory of the local cluster' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l signal -d 'Which signal: KILL, TERM, INT, STOP, CONT and so on' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand kill" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand kill" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand kill" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand kill" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand kill" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand start" -l name -d 'Name of the local cluster, when it is not that of the current context' -r
complete -c rmq -n "__fish_rmq_using_subcommand start" -l dir -d 'Directory of the local cluster' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand start" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand start" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand start" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand start" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand start" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand start" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand start" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand start" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand start" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand start" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand start" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand start" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand start" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand start" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand start" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand start" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s c -l configFile -d 'Apache\'s .properties file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l port -d 'Port to listen on, instead of listenPort' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l bind -d 'Address to listen on, instead of bindAddress' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l set -d 'A setting by its key in the file, which it overrides; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l strict-config -d 'Do not start when a key is unknown'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s p -l printConfigItem -d 'Print the whole configuration and exit'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand shutdown" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l count -d 'How many messages' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l file -d 'Send the content of a file as one message; with -f, the messages in it' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l size -d 'Cut or fill the body up to so many bytes' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s f -l format -d 'How messages are told apart in the input, see below' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l tag -d 'The tag' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l key -d 'A key to find the message by, %i as in BODY; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l property -d 'A property, %i in its value as in BODY; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l queue -d 'Send to the queue with this number' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l hash-key -d 'Send everything with the same key to the same queue, %i as in BODY' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l delay -d 'Deliver later: one of 1s 5s 10s 30s 1m to 10m 20m 30m 1h 2h' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l delay-level -d 'Deliver later, by the number of the broker\'s delay level' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l batch -d 'Send so many messages in one request; they share a queue' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l transaction -d 'Send each message in a transaction that ends so: commit, rollback or unknown' -r -f -a "commit\t'Consumers get the message'
rollback\t'Nobody gets it'
unknown\t'Not decided: the broker asks the group'"
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l namespace -d 'Namespace of topic and group' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l group -d 'Producer group' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l oneway -d 'Do not ask what became of the messages'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l request -d 'Wait up to --timeout for the reply to each message, and print the reply'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l trace -d 'Tell in the topic RMQ_SYS_TRACE_TOPIC what becomes of the messages'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand produce" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l group -d 'Consumer group' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l from -d 'Where to begin: first, last, +N behind the first, -N before the end of each queue, offset @N, a date and time, or 10m for ten minutes ago [default: first, with --group last]' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l tag -d 'Only these tags: \'TagA || TagB\'' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l sql -d 'Only messages whose properties this SQL92 expression selects: "a > 5 AND b = \'x\'"' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l count -d 'End after so many messages' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l to -d 'End before this place: last, offset @N, or a time as in --from' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l reply -d 'Reply to messages that ask for it with this text, a format as for -f' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l namespace -d 'Namespace of topics and group' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l queue -d 'Only the queue with this number (on every broker that has one)' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s f -l format -d 'How to print a message, see below' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l exit-at-end -d 'End at what is the end of each queue now'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l follow -d 'Wait for new messages; this is the default'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l broadcast -d 'Receive all messages, not a share of the group\'s'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l orderly -d 'Lock each queue while it is read, so that its order holds over all members of the group'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l trace -d 'Tell in the topic RMQ_SYS_TRACE_TOPIC what becomes of the messages'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l pull -d 'Read without joining the group'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l no-commit -d 'Store no progress'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand consume" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -f -a "produce" -d 'Measure how many messages brokers store, and how long each takes'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -f -a "consume" -d 'Measure how many messages consumers get, and how old they are'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and not __fish_seen_subcommand_from produce consume latency" -f -a "latency" -d 'Measure how long messages take from a sender to a receiver'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l size -d 'Bytes of each body' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l connections -d 'Connections to each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l window -d 'Requests on their way at a time, on each connection' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l rate -d 'Requests a second, all connections together; without it as many as go' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l batch -d 'Messages in each request' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l duration -d 'How long to measure, as 30s or 5m [default: 10s, with --count no limit]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l count -d 'End after so many requests, or messages of a consumer, those of the warm-up aside' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l warm-up -d 'What comes first is not counted' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l compare -d 'Show the result beside an earlier one, which -o json wrote into this file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l transaction -d 'Send each message in a transaction, and commit it'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from produce" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l group -d 'Consumer group to join' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l from -d 'Where to begin without a group: first, last, +N behind the first, -N before the end of each queue, offset @N, a date and time, or 10m for ten minutes ago' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l duration -d 'How long to measure, as 30s or 5m [default: 10s, with --count no limit]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l count -d 'End after so many requests, or messages of a consumer, those of the warm-up aside' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l warm-up -d 'What comes first is not counted' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l compare -d 'Show the result beside an earlier one, which -o json wrote into this file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from consume" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l size -d 'Bytes of each body, 16 at least' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l rate -d 'Messages a second' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l duration -d 'How long to measure, as 30s or 5m [default: 10s, with --count no limit]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l count -d 'End after so many requests, or messages of a consumer, those of the warm-up aside' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l warm-up -d 'What comes first is not counted' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l compare -d 'Show the result beside an earlier one, which -o json wrote into this file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand bench; and __fish_seen_subcommand_from latency" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l cluster -d 'Only this cluster' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand cluster-list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -f -a "list" -d 'Show the brokers of the cluster, and how busy they are'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and not __fish_seen_subcommand_from list health" -f -a "health" -d 'Tell whether every broker can be written to and every slave is in step'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l cluster -d 'Only this cluster' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l cluster -d 'Only this cluster' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l wait -d 'Wait so long for it to become well' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l brokers -d 'At least so many brokers must be there' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand cluster; and __fish_seen_subcommand_from health" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "create" -d 'Make a topic on every master of a cluster'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "list" -d 'List all topics, sorted'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "route" -d 'Show which brokers hold a topic, and with how many queues'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "status" -d 'Show the first and the next offset of every queue of a topic'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "describe" -d 'Show where a topic is, what it holds and who consumes it'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "clusters" -d 'Show which clusters hold a topic'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "update" -d 'Change the queues or the permission of a topic on the brokers that hold it'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "perm" -d 'Change whether a topic can be read and written'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "order" -d 'Show, set or delete how many queues an ordered topic has on each broker'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from create list route status describe clusters update perm order delete" -f -a "delete" -d 'Delete a topic from its brokers and from the name servers'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l queues -d 'Queues on each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s r -l read-queues -d 'Queues to read on each broker, when they are not the same' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s w -l write-queues -d 'Queues to write on each broker, when they are not the same' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s p -l perm -d 'Permission: rw, r, w, or Apache\'s numbers 6, 4, 2' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l update -d 'Change the topic if it is there already'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s c -l groups -d 'Show the clusters and the consumer groups of each topic too; without retry and dlq topics'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from route" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from clusters" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l queues -d 'Queues on each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s r -l read-queues -d 'Queues to read on each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s w -l write-queues -d 'Queues to write on each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s p -l perm -d 'Permission: rw, r, w, or Apache\'s numbers 6, 4, 2' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from perm" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l set -d 'Queues of each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l delete -d 'Delete the order'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from order" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s c -l cluster -d 'Only from this cluster' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be deleted, and delete nothing'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "list" -d 'List the consumer groups, with their members and how far they are behind'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "describe" -d 'Show the settings of a consumer group on each broker'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "progress" -d 'Show how far a consumer group is in each queue'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "clients" -d 'Show the members of a consumer group that are online, and what they subscribe to'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "running-info" -d 'Show what the members of a consumer group hold and how fast they are'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "create" -d 'Make a consumer group on every master of a cluster'
complete -c rmq -n "__fish_rmq_using_subcommand group; and not __fish_seen_subcommand_from list describe progress clients running-info create delete" -f -a "delete" -d 'Delete a consumer group from the masters that know it'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s t -l topic -d 'Only this topic' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from progress" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s b -l broker -d 'As the broker at this address sees it, instead of the first that knows the group' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from clients" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l client -d 'Only this member' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l rates -d 'Rates of each topic instead of queues'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l stacks -d 'What the threads of each member are doing, as its language prints stacks'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from running-info" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l retries -d 'Tries after the first before a message becomes a dead letter [default: 16]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l retry-queues -d 'Queues of its retry topic on each broker [default: 1]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l consume -d 'Whether it may consume [default: true]' -r -f -a "true\t''
false\t''"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l broadcast -d 'Whether its members may each get every message [default: true]' -r -f -a "true\t''
false\t''"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l read-from -d 'Id of the broker that members read from; 0 is the master [default: 0]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l read-from-when-behind -d 'Id of the broker they are sent to when they are far behind [default: 1]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l update -d 'Change the group if it is there already'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l offsets -d 'Delete how far it is in each queue, too'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l topics -d 'Delete its retry topic and its dead letters, too'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be deleted, and delete nothing'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand group; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -f -a "show" -d 'Show where a consumer group is in every queue of a topic, also where it has stored nothing'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -f -a "reset" -d 'Let a consumer group go on elsewhere in a topic'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -f -a "skip" -d 'Let a consumer group pass over everything it has not consumed yet'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and not __fish_seen_subcommand_from show reset skip clone" -f -a "clone" -d 'Let a consumer group go on where another one is'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l to-time -d 'To what was stored at this time: 10m (ago), \'2026-01-31 12:00:00\', RFC 3339 or epoch ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l to-offset -d 'To this offset of each queue' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l shift-by -d 'So many messages forwards, or backwards with a minus' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l to-earliest -d 'To the oldest message of each queue'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l to-latest -d 'Behind the newest message of each queue'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l new -d 'The group may have stored nothing there yet'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l dry-run -d 'Show what would move, and move nothing'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l dry-run -d 'Show what would move, and move nothing'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from skip" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l dry-run -d 'Show what would move, and move nothing'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand offset; and __fish_seen_subcommand_from clone" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s c -l configFile -d 'Apache\'s .properties file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l port -d 'Port to listen on, instead of listenPort' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l bind -d 'Address to listen on, instead of bindAddress' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l advertise -d 'Address that clients are told to connect to, instead of brokerIP1' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l set -d 'A setting by its key in the file, which it overrides; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l strict-config -d 'Do not start when a key is unknown or a value is not used'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s p -l printConfigItem -d 'Print the whole configuration and exit'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s m -l printImportantConfig -d 'Print the important part of the configuration and exit'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l explain-config -d 'Show every key with its value and where that came from, and exit'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "list" -d 'List the brokers the name server knows, without asking them'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "status" -d 'Show every figure that brokers tell of themselves'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "config" -d 'Look at the settings of running brokers, and change them'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "consume-stats" -d 'Show how far every consumer group is on the brokers'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "producers" -d 'Show the producers connected to the brokers'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "wipe-write" -d 'Tell producers to send nothing more to a broker'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "add-write" -d 'Let producers send to a broker again'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and not __fish_seen_subcommand_from list status config consume-stats producers wipe-write add-write clean" -f -a "clean" -d 'Tell brokers to clean up now what they clean up by themselves at their hour'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -f -a "get" -d 'Show the settings of running brokers'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from config" -f -a "set" -d 'Change a setting of running brokers'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l behind -d 'Only queues that are at least so many messages behind' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l ordered -d 'Only ordered topics'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from consume-stats" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s g -l group -d 'Only this producer group' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from producers" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from wipe-write" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from add-write" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l dry-run -d 'Show which brokers would be told, and tell none'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand broker; and __fish_seen_subcommand_from clean" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -f -a "get" -d 'Show the settings of every name server'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and not __fish_seen_subcommand_from get set" -f -a "set" -d 'Change a setting of every name server'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand namesrv-config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -f -a "list" -d 'Show the keys and values of a namespace'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -f -a "get" -d 'Print the value of a key'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -f -a "put" -d 'Set a key on every name server'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and not __fish_seen_subcommand_from list get put delete" -f -a "delete" -d 'Delete a key from every name server'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from put" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be deleted, and delete nothing'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand kv; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "get" -d 'Show a message, and what became of it in each consumer group'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "by-key" -d 'Find messages by a key'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "by-offset" -d 'Show the message at a place of a queue, and those behind it'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "list" -d 'List messages of a topic by the time they were stored'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "resend" -d 'Send a message once more'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "consume-directly" -d 'Let a member of a consumer group consume a message once more, now'
complete -c rmq -n "__fish_rmq_using_subcommand message; and not __fish_seen_subcommand_from get by-key by-offset list resend consume-directly trace" -f -a "trace" -d 'Show the way of a message: who sent it, who consumed it, how long that took and how it ended'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s t -l topic -d 'Its topic' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l no-track -d 'Do not ask what became of it'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l count -d 'At most so many messages of each broker' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l from -d 'Only what was stored at this time or later: 10m (ago), a date and time, or epoch ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l until -d 'Only what was stored before this time' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-key" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l count -d 'So many messages' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from by-offset" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l from -d 'Only what was stored at this time or later: 10m (ago), a date and time, or epoch ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l until -d 'Only what was stored before this time' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l count -d 'At most so many messages' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l queue -d 'Only the queues with this number' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l tag -d 'Only messages with one of these tags, as \'A || B\'' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s t -l topic -d 'Its topic' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l to -d 'The topic to send it to, when it is not its own' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l dry-run -d 'Show the message, and send nothing'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from resend" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s t -l topic -d 'Its topic' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s g -l group -d 'The group' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l client -d 'The member; without it the first that is online' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from consume-directly" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s t -l topic -d 'The topic of traces' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand message; and __fish_seen_subcommand_from trace" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -f -a "list" -d 'List the consumer groups that have dead letters, or the dead letters of one'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -f -a "resend" -d 'Let a consumer group try its dead letters again'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and not __fish_seen_subcommand_from list resend export" -f -a "export" -d 'Print all dead letters of a consumer group, one JSON document a line'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l count -d 'At most so many of each queue' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l id -d 'A message by its id; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l all -d 'All of them'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l dry-run -d 'Show which, and send nothing'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from resend" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand dlq; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -f -a "list" -d 'List the accounts of brokers'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -f -a "show" -d 'Show what an account may do, right by right'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -f -a "set" -d 'Make an account, or change what it may do'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -f -a "delete" -d 'Delete an account: what it signs is refused from then on'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -f -a "white-list" -d 'Look at the addresses that need no account, and set them'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and not __fish_seen_subcommand_from list show set delete white-list versions" -f -a "versions" -d 'Show how often each broker\'s files of accounts have changed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l secret -d 'Its secret; others on this machine can see options, so better `-`: a line of standard input' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l admin -d 'Whether it may change the cluster' -r -f -a "true\t''
false\t''"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l default-topic -d 'Its right in topics that it has no right of its own in' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l default-group -d 'Its right in groups that it has no right of its own in' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l topic -d 'Its right in a topic; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l group -d 'Its right in a group; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l unsigned-from -d 'Addresses from which it needs no signature, for example 192.168.0.*' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show where it would be deleted, and delete nothing'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -f -a "get" -d 'Show the addresses from which everybody may do everything, unsigned'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from white-list" -f -a "set" -d 'Set the addresses from which everybody may do everything, unsigned'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand acl; and __fish_seen_subcommand_from versions" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s a -l active -d 'Only where there was any message'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l system -d 'Topics of the system too'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -f -a "metadata" -d 'Write down the topics and consumer groups of a cluster, as JSON'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -f -a "configs" -d 'Write down the settings of a cluster that matter for another one like it, as JSON'
complete -c rmq -n "__fish_rmq_using_subcommand export; and not __fish_seen_subcommand_from metadata configs metrics" -f -a "metrics" -d 'Write down figures to judge the size of a cluster by, as JSON'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s f -l file -d 'Write it into this file, instead of to standard output' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l topics -d 'Only the topics'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l groups -d 'Only the consumer groups'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l retries -d 'Topics of retries and dead letters too'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metadata" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s f -l file -d 'Write it into this file, instead of to standard output' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from configs" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s c -l cluster -d 'The cluster; only needed when there are several' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s b -l broker -d 'Only the broker with this name or at this address' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s f -l file -d 'Write it into this file, instead of to standard output' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand export; and __fish_seen_subcommand_from metrics" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -f -a "list" -d 'List the named clusters'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -f -a "show" -d 'Show a named cluster, by default the current one'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -f -a "add" -d 'Name a cluster, so that -n need not be typed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -f -a "use" -d 'Make a named cluster the current one'
complete -c rmq -n "__fish_rmq_using_subcommand context; and not __fish_seen_subcommand_from list show add use remove" -f -a "remove" -d 'Forget a named cluster'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l protected -d 'Ask for the name before anything that cannot be undone'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l use -d 'Make it the current one'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l replace -d 'Replace the context that has this name'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand context; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l rule -d 'Only this rule, which is explained; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l list-rules -d 'List the rules instead of looking at a cluster'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -f -a "route" -d 'Find out why clients say `No route info of this topic`'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and not __fish_seen_subcommand_from route config" -f -a "config" -d 'Look for mistakes in files of brokers, and correct misspelt keys'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s t -l topic -d 'The topic, as mqadmin has it' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from route" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l fix -d 'Correct misspelt keys'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l dry-run -d 'With --fix: show what would be written, and write nothing'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand doctor; and __fish_seen_subcommand_from config" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l columns -d 'Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l sort-by -d 'Sort by this column; with a `-` before it the largest come first' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l watch -d 'Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand explain" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand explain" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand explain" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand explain" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand explain" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand mqadmin" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand shims" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand shims" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand shims" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand shims" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand shims" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand shims" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand shims" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -f -a "verify" -d 'Check every byte of a store that has a meaning'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -f -a "dump" -d 'Show what is in a store: messages, or units, index entries, checkpoint'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -f -a "repair" -d 'Put right what can be put right without losing anything'
complete -c rmq -n "__fish_rmq_using_subcommand store; and not __fish_seen_subcommand_from verify dump repair rebuild" -f -a "rebuild" -d 'Make queues, index and checkpoint anew from the commit log'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s c -l configFile -d 'The broker\'s .properties file; without it, sizes are told from the files' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l set -d 'A setting of the broker, as mappedFileSizeCommitLog=1048576; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s c -l configFile -d 'The broker\'s .properties file; without it, sizes are told from the files' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l set -d 'A setting of the broker, as mappedFileSizeCommitLog=1048576; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l part -d 'What to show: log, units, index or checkpoint' -r -f -a "log\t''
units\t''
index\t''
checkpoint\t''"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l topic -d 'Only this topic' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l queue -d 'Only queues with this number' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l from -d 'From this commit log offset on' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l to -d 'Before this commit log offset' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l limit -d 'At most so many rows' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l body -d 'With bodies, as they are stored; for output that is no table'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from dump" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s c -l configFile -d 'The broker\'s .properties file; without it, sizes are told from the files' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l set -d 'A setting of the broker, as mappedFileSizeCommitLog=1048576; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l dry-run -d 'Only say what would be done'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from repair" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s c -l configFile -d 'The broker\'s .properties file; without it, sizes are told from the files' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l set -d 'A setting of the broker, as mappedFileSizeCommitLog=1048576; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand store; and __fish_seen_subcommand_from rebuild" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l static -d 'A script that does not ask rmq'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s h -l help -d 'Print help'
complete -c rmq -n "__fish_rmq_using_subcommand man" -s n -l namesrv -d 'Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]' -r
complete -c rmq -n "__fish_rmq_using_subcommand man" -s o -l output -d 'How results are written: table, wide, json, jsonl, yaml, csv or name' -r -f -a "table\t'Aligned columns'
wide\t'Aligned columns, more of them'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'CSV with a header line; the columns are the JSON keys'
name\t'Names only, one a line'"
complete -c rmq -n "__fish_rmq_using_subcommand man" -l context -d 'A named cluster instead of the current one' -r
complete -c rmq -n "__fish_rmq_using_subcommand man" -l access-key -d 'Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context\'s, then that of conf/tools.yml in ROCKETMQ_HOME]' -r
complete -c rmq -n "__fish_rmq_using_subcommand man" -l secret-key -d 'Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]' -r
complete -c rmq -n "__fish_rmq_using_subcommand man" -l ca -d 'The same, against the certificates in this PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand man" -l cert -d 'Certificate to show to servers that ask for one, a PEM file' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand man" -l cert-key -d 'Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand man" -l timeout -d 'How long to wait for each answer, as 5s or 500ms' -r
complete -c rmq -n "__fish_rmq_using_subcommand man" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c rmq -n "__fish_rmq_using_subcommand man" -l json-keys -d 'Print what the JSON of every command holds instead, as it stands in docs/json.md'
complete -c rmq -n "__fish_rmq_using_subcommand man" -l tls -d 'Encrypt connections; servers\' certificates are checked against this machine\'s authorities'
complete -c rmq -n "__fish_rmq_using_subcommand man" -l insecure -d 'The same, without checking anything: whoever answers is believed'
complete -c rmq -n "__fish_rmq_using_subcommand man" -s q -l quiet -d 'Say nothing but results and errors'
complete -c rmq -n "__fish_rmq_using_subcommand man" -s v -l verbose -d 'Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]'
complete -c rmq -n "__fish_rmq_using_subcommand man" -s y -l yes -d 'Answer yes to every question'
complete -c rmq -n "__fish_rmq_using_subcommand man" -s h -l help -d 'Print help'
