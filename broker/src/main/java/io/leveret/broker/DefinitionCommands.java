// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

/** Who carries out commands of the definitions' log, one overload a command. */
interface DefinitionCommands {
    void on(DefinitionCommand.AddVirtualHost command);

    void on(DefinitionCommand.DescribeVirtualHost command);

    void on(DefinitionCommand.RemoveVirtualHost command);

    void on(DefinitionCommand.AddExchange command);

    void on(DefinitionCommand.RemoveExchange command);

    void on(DefinitionCommand.AddQueue command);

    void on(DefinitionCommand.RemoveQueue command);

    void on(DefinitionCommand.AddBinding command);

    void on(DefinitionCommand.RemoveBinding command);

    void on(DefinitionCommand.LastQueueId command);

    void on(UserCommand.PutUser command);

    void on(UserCommand.RemoveUser command);

    void on(UserCommand.SetPermissions command);

    void on(UserCommand.ClearPermissions command);

    void on(UserCommand.SetTopicPermissions command);

    void on(UserCommand.ClearTopicPermissions command);

    void on(PolicyCommand.SetPolicy command);

    void on(PolicyCommand.ClearPolicy command);

    void on(ParameterCommand.SetParameter command);

    void on(ParameterCommand.ClearParameter command);

    void on(ParameterCommand.SetGlobalParameter command);

    void on(ParameterCommand.ClearGlobalParameter command);
}
